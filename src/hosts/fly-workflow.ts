/** The GitHub workflow that builds the image of each commit and brings it to Fly.io, which builds nothing. */
import type { ImagesWanted } from '../core/host.ts';
import { registry } from '../vendors/fly-http.ts';
import { imagesApp } from './fly-place.ts';

export const workflowPath = '.github/workflows/fly.yml';
/** The label by which an image says what it was built of: https://github.com/opencontainers/image-spec/blob/main/annotations.md */
export const revisionLabel = 'org.opencontainers.image.revision';

export function imageWorkflow(wanted: ImagesWanted): { path: string; text: string } {
  return { path: workflowPath, text: textFor(imagesApp(wanted), wanted.branch) };
}

function textFor(app: string, branch: string): string {
  return `# Written by k77: builds the image of each commit and brings it to Fly.io. Edit it as you like and remove this line: k77 leaves it alone then.
# It reads one secret of the repository, FLY_API_TOKEN: a deploy token of the app ${app}.
name: fly
on:
  push:
    branches: [${JSON.stringify(branch)}]
  workflow_dispatch:
permissions:
  contents: read
jobs:
  image:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    env:
      IMAGE: ${registry}/${app}:\${{ github.sha }}
    steps:
      - uses: actions/checkout@v5
      - name: Log in to Fly.io
        run: |
          if [ -z "$FLY_API_TOKEN" ]; then
            echo "::error::The secret FLY_API_TOKEN is not set. Settings → Secrets and variables → Actions"
            exit 1
          fi
          printf '%s' "\${FLY_API_TOKEN#FlyV1 }" | docker login ${registry} --username x --password-stdin
        env:
          FLY_API_TOKEN: \${{ secrets.FLY_API_TOKEN }}
      - name: Build the image
        run: |
          docker build --platform linux/amd64 --file deploy/Dockerfile \\
            --label "${revisionLabel}=$GITHUB_SHA" \\
            --label "org.opencontainers.image.source=https://github.com/$GITHUB_REPOSITORY" \\
            --tag "$IMAGE" .
      - name: Bring it to Fly.io
        run: docker push "$IMAGE"
`;
}
