/**
 * The operator's folder. Opening and reading change nothing on disk, not even create `.k77`; the first write prepares the ground:
 * `.gitignore`, the fingerprint key, and what a crash left behind.
 */
import { createHash, createHmac } from 'node:crypto';
import type { Recorded } from '../core/journal.ts';
import { infoOf, isSecret, type Key, keys, type SecretKey, services, type Values } from '../core/keys.ts';
import type { EnvironmentName } from '../core/phase.ts';
import type { Clock, Random, Shell } from '../core/ports.ts';
import { Redactor, Secret } from '../core/secret.ts';
import type { Workspace } from '../core/workspace.ts';
import { openFiles } from '../ports/files.ts';
import { openGit } from '../ports/git.ts';
import { createExclusively } from '../ports/lock-file.ts';
import { publicKeyOf, signText } from '../ports/report-signing.ts';
import { readAnswers, writeAccount, writeAnswer } from './answers.ts';
import { credentialsPath, fingerprintKey, readCredentials, tooOpenNotice, writeCredential } from './credentials.ts';
import { envKept, keysOf, lookAtEnvFiles, readEnvFiles, secretLines, writeEnvFile } from './env-files.ts';
import { openGuard } from './gitignore.ts';
import { openGround } from './ground.ts';
import { type OpenJournal, openJournal } from './journal.ts';
import { type Keeping, keepSecret, keepValue } from './keeping.ts';
import { scanFrontend, scanHistory, scanTexts } from './leaks.ts';
import { reportKey } from './report-key.ts';
import { takeSnapshot } from './snapshots.ts';
import { readKept, recalled, settlePending, writeKept } from './values.ts';

export interface WorkspaceOptions {
  root: string;
  environment: EnvironmentName;
  clock: Clock;
  random: Random;
  shell: Shell;
  /** Written as `$schema` into `k77.json`. */
  schemaUrl?: string | undefined;
  /** Called once a journal record is on disk; the kill test stops the process here. */
  onAppend?: ((recorded: Recorded) => void | Promise<void>) | undefined;
  /** The one that every sink of the command asks; a new one unless given. */
  redactor?: Redactor | undefined;
  /** Reads a variable of the environment; the process's own unless told. */
  env?: ((name: string) => string | undefined) | undefined;
}

export interface OpenWorkspace extends Workspace {
  journal: OpenJournal;
  /** What the operator should know about the files that were read, one sentence each. */
  notices: readonly string[];
  answer(key: Key, text: string | undefined): Promise<void>;
  /** When everything that was begun is on disk. */
  close(): Promise<void>;
}

/** Values that follow from the environment alone. */
export function derivedValues(environment: EnvironmentName): { ENVIRONMENT: string; STRIPE_ENABLED: string } {
  return { ENVIRONMENT: environment === 'sandbox' ? 'rehearsal' : environment, STRIPE_ENABLED: 'true' };
}

/** @throws OperatorError for a file that cannot be understood, with its path and the reason */
export async function openWorkspace(options: WorkspaceOptions): Promise<OpenWorkspace> {
  const { environment, clock } = options;
  const files = openFiles(options.root);
  const { root } = files;
  const git = openGit(root, options.shell);
  const redactor = options.redactor ?? new Redactor();
  const folder = `.k77/${environment}`;
  const at = { credentials: credentialsPath(environment), values: `${folder}/values.json`, journal: `${folder}/journal.ndjson` };
  const place = { files, environment, guard: openGuard(git) };

  const answers = await readAnswers(files, environment);
  const credentials = await readCredentials(files, at.credentials, options.env);
  const kept = await readKept(files, at.values);
  const found = await readEnvFiles(files, environment);
  const secrets: Partial<Record<SecretKey, string>> = { ...credentials.values, ...envKept(found) };
  const hmacKey = credentials.fingerprintKey ?? options.random.token(32);
  const seen = [
    ...credentials.all,
    ...Object.entries(secrets),
    [fingerprintKey, hmacKey] as const,
    ...[...found.values()].flatMap(secretLines),
  ];
  for (const [name, text] of seen) redactor.learn(new Secret(name, text));

  const fingerprintOf = (text: string): string => createHmac('sha256', hmacKey).update(text).digest('hex');
  settlePending(kept, (key) => {
    const text = textOf(key);
    return text === undefined ? undefined : fingerprintOf(text);
  });

  const { prepare, inTurn, quiet } = openGround(place, credentials, hmacKey);
  const journal = await openJournal({ root, path: at.journal, clock, redactor, onAppend: options.onAppend, beforeFirst: prepare });

  const derived: Partial<Record<Key, string>> = derivedValues(environment);
  function textOf(key: Key): string | undefined {
    if (isSecret(key)) return secrets[key];
    return kept.values[key] ?? answers.values[key] ?? derived[key];
  }
  const allTexts = (): Partial<Record<Key, string>> =>
    Object.fromEntries(
      (Object.keys(keys) as Key[]).flatMap((key) => {
        const text = textOf(key);
        return text === undefined ? [] : [[key, text]];
      }),
    );
  const now = (): string => clock.now().toISOString();

  const keeping: Keeping = { place, path: at.values, kept, clock, fingerprintOf };

  return {
    root,
    environment,
    folder,
    files,
    git,
    journal,
    redactor,
    notices: [...answers.notices, credentials.tooOpen && tooOpenNotice(at.credentials, credentials.tooOpen), journal.torn].filter(
      (notice) => typeof notice === 'string',
    ),

    values: () =>
      Object.fromEntries(
        Object.entries(allTexts()).map(([key, text]) => [key, isSecret(key as Key) ? new Secret(key, text) : text]),
      ) as Partial<Values>,

    answer: (key, text) =>
      inTurn(async () => {
        const home = infoOf(key).kept;
        if (home === 'env') throw new Error(`${key} is made, not answered`);
        if (isSecret(key)) {
          if (text !== undefined) redactor.learn(new Secret(key, text));
          await writeCredential(files, at.credentials, key, text);
          assign(secrets, key, text);
        } else if (home === 'values') {
          assign(kept.values, key, text);
          await writeKept(files, at.values, kept);
        } else {
          await writeAnswer(files, environment, key, text, options.schemaUrl);
          answers.values = (await readAnswers(files, environment)).values;
        }
      }),

    keep: (task, key, text) =>
      inTurn(async () => {
        if (isSecret(key)) {
          redactor.learn(new Secret(key, text));
          await keepSecret(keeping, task, key, text);
          secrets[key] = text;
        } else await keepValue(keeping, task, key, text);
        await journal.append({ kind: 'value-kept', task, key, fingerprint: fingerprintOf(text) });
      }),

    remember: (task) =>
      inTurn(async () => {
        kept.remembered[task] = { at: now() };
        await writeKept(files, at.values, kept);
      }),
    recall: (task) => recalled(kept, task),
    fileHash: (text) => createHash('sha256').update(text).digest('hex'),
    fingerprint: (secret) => fingerprintOf(secret.reveal()),
    fingerprintOf: (key) => kept.fingerprints[key]?.fingerprint || undefined,

    history: (signal) => scanHistory(git, signal, redactor),
    frontend: (path) => scanFrontend(root, path, redactor),
    leaksIn: (texts) => scanTexts(texts, redactor),

    pinned: (vendor) => answers.accounts[vendor],
    pin: (vendor, identity) =>
      inTurn(async () => {
        await writeAccount(files, environment, vendor, identity, options.schemaUrl);
        answers.accounts[vendor] = identity;
        await journal.append({ kind: 'account-pinned', vendor, account: identity.account, mode: identity.mode });
      }),

    envFiles: () => lookAtEnvFiles({ files, git, environment }, allTexts()),
    writeEnvFiles: () =>
      inTurn(async () => {
        for (const service of services) await writeEnvFile(place, service, allTexts(), keysOf(service));
      }),
    snapshot: (run) => inTurn(() => takeSnapshot(files, environment, folder, run, clock)),
    confirmations: () => kept.confirmations,
    confirm: (check, confirmation) =>
      inTurn(async () => {
        kept.confirmations[check] = confirmation;
        await writeKept(files, at.values, kept);
        const { state, by, until, note, proof } = confirmation;
        await journal.append({ kind: state, check, by, until, note, ...(proof === undefined ? {} : { proof }) });
      }),
    record: (kind, name, content) =>
      inTurn(async () => {
        const path = `${folder}/${kind}/${name}`;
        if (typeof content === 'string') await files.write(path, redactor.redact(content), 0o600);
        else await files.writeBytes(path, content, 0o600);
        return path;
      }),
    recordNew: (kind, name, content) =>
      inTurn(async () => {
        const path = `${folder}/${kind}/${name}`;
        return (await createExclusively(root, path, redactor.redact(content), options.random.uuid())) ? path : undefined;
      }),
    sign: (text) => inTurn(async () => signText(text, await reportKey(place, redactor, options.random.uuid()))),
    signer: () => inTurn(async () => publicKeyOf(await reportKey(place, redactor, options.random.uuid()))),
    async close() {
      await quiet();
      await journal.close();
    },
  };
}

function assign<K extends Key>(texts: Partial<Record<K, string>>, key: K, text: string | undefined): void {
  if (text === undefined) delete texts[key];
  else texts[key] = text;
}
