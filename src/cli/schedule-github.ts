/**
 * The workflow by which GitHub runs `k77 verify` every night and keeps one issue about what it found. Pure text; `commands/schedule.ts` writes it.
 */
import type { Allowance } from '../core/check.ts';

/** By this line k77 knows its own files. */
const mark = '# Written by k77';
export const secretName = 'K77_WORKSPACE';
export const issueLabel = 'k77-verify';

export interface Nightly {
  environment: 'production' | 'staging';
  /** Of k77. */
  version: string;
  /** What the nightly run may do besides looking. */
  allow: readonly Allowance[];
  /** Minute after three o'clock UTC; GitHub is late, or leaves runs out, at full hours. */
  minute: number;
}

/** https://github.com/actions/checkout/releases/tag/v5.0.0 and its neighbours: tags can be moved, commits cannot. */
const actions = {
  checkout: 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0',
  node: 'actions/setup-node@a0853c24544627f65ddf259abe73b1d18a591444 # v5.0.0',
  upload: 'actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2',
} as const;

export function nightlyPath(environment: Nightly['environment']): string {
  return `.github/workflows/k77-verify${environment === 'production' ? '' : `-${environment}`}.yml`;
}

export function isOurs(text: string): boolean {
  return text.startsWith(mark);
}

/** Between 7 and 53, always the same for the same deployment. @param hash hex */
export function minuteFor(hash: string): number {
  return 7 + (Number.parseInt(hash.slice(0, 8), 16) % 47);
}

/** What the run needs to know of this machine's workspace; the rest comes with the repository. */
function filesOf(environment: Nightly['environment']): string {
  const own = environment === 'production' ? '.k77/credentials' : `.k77/${environment}/credentials`;
  return `k77.json .env.${environment}.* ${own} .k77/${environment}/values.json .k77/${environment}/releases`;
}

/** Makes the secret on the operator's machine, of the files that are there. The values go from them to GitHub, and past the screen. */
export function secretCommand(environment: Nightly['environment']): string {
  return `ls -d ${filesOf(environment)} 2>/dev/null | tar cz -T - | base64 | gh secret set ${secretNameOf(environment)}`;
}

export function secretNameOf(environment: Nightly['environment']): string {
  return environment === 'production' ? secretName : `${secretName}_${environment.toUpperCase()}`;
}

export function nightlyCommand({ environment, version, allow }: Nightly): string {
  const words = [
    `npx --yes k77@${version} verify --yes`,
    ...(environment === 'production' ? [] : [`--env ${environment}`]),
    ...(allow.length === 0 ? ['--allow nothing'] : allow.map((one) => `--allow ${one}`)),
    '--no-browser --junit k77-verify.xml --markdown k77-verify.md',
  ];
  return words.join(' ');
}

export function nightlyText(nightly: Nightly): string {
  const { environment, minute } = nightly;
  const name = `k77 verify${environment === 'production' ? '' : ` (${environment})`}`;
  const secret = secretNameOf(environment);
  const label = `${issueLabel}${environment === 'production' ? '' : `-${environment}`}`;
  return `${mark}: verifies ${environment} every night. Edit it as you like and remove this line: k77 leaves it alone then.
# It reads one secret of the repository, made on your machine, and anew after each deploy that changes a key:
#   ${secretCommand(environment)}
# It writes nothing but one issue (label ${label}): opened when something is not proved, kept up to date, closed when all is proved.
name: ${name}
on:
  schedule:
    - cron: '${minute} 3 * * *'
  workflow_dispatch:
permissions:
  contents: read
  issues: write
concurrency:
  group: ${label}
  cancel-in-progress: false
jobs:
  verify:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: ${actions.checkout}
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: ${actions.node}
        with:
          node-version: 24
          package-manager-cache: false
      - name: Restore what k77 knows
        env:
          ${secretName}: \${{ secrets.${secret} }}
        run: |
          if [ -z "$${secretName}" ]; then
            echo "::error::The secret ${secret} is not set; the head of ${nightlyPath(environment)} has the command"
            exit 1
          fi
          umask 077
          printf '%s' "$${secretName}" | base64 --decode | tar xz
      - name: Verify
        id: verify
        run: |
          code=0
          ${nightlyCommand(nightly)} || code=$?
          echo "code=$code" >> "$GITHUB_OUTPUT"
          if [ -f k77-verify.md ]; then cat k77-verify.md >> "$GITHUB_STEP_SUMMARY"; fi
      - name: Keep the report for a month
        if: always()
        uses: ${actions.upload}
        with:
          name: ${label}
          path: |
            k77-verify.md
            k77-verify.xml
          if-no-files-found: ignore
          retention-days: 30
      - name: Open, update or close the issue
        if: always()
        env:
          CODE: \${{ steps.verify.outputs.code }}
          GH_TOKEN: \${{ github.token }}
          GH_REPO: \${{ github.repository }}
          RUN: \${{ github.server_url }}/\${{ github.repository }}/actions/runs/\${{ github.run_id }}
        run: |
          open=$(gh issue list --label ${label} --state open --limit 1 --json number --jq '.[0].number // empty')
          if [ "$CODE" = 0 ]; then
            if [ -n "$open" ]; then gh issue close "$open" --comment "Everything that was looked at is proved again: $RUN"; fi
            exit 0
          fi
          if [ -f k77-verify.md ]; then
            printf '\\n\\nThe run: %s\\n' "$RUN" >> k77-verify.md
          else
            echo "The nightly verification came to no result (exit code \${CODE:-none}). Its log: $RUN" > k77-verify.md
          fi
          if [ -n "$open" ]; then
            gh issue edit "$open" --body-file k77-verify.md
          else
            gh label create ${label} --description 'What the nightly k77 verify found' --force
            gh issue create --title '${name}: not everything is proved' --label ${label} --body-file k77-verify.md
          fi
      - name: Remove what was restored
        if: always()
        run: rm -rf .env.${environment}.* ${environment === 'production' ? '.k77/credentials' : `.k77/${environment}/credentials`}
      - name: Say it with the colour of the run
        if: steps.verify.outputs.code != '0'
        run: exit 1
`;
}
