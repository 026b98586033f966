/** What must not be in files that browsers get. Faults name files and variables and never a value. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface BundleFile {
  /** Relative to the folder. */
  path: string;
  text: string;
}

/** Keys and tokens by their looks: Stripe's secret, restricted and signing keys, Discord's bot tokens, addresses with a password, private keys. */
const shapes: Readonly<Record<string, RegExp>> = {
  'a secret key of Stripe': /\b(?:sk|rk)_(?:live|test)_[\dA-Za-z]{8}/,
  'a signing secret of Stripe': /\bwhsec_[\dA-Za-z+/]{8}/,
  'a bot token of Discord': /\b[MNO][\w-]{22,30}\.[\w-]{6}\.[\w-]{27,}/,
  'an address with a password': /\b(?:mongodb(?:\+srv)?|rediss?):\/\/[^\s"'`/:@]*:[^\s"'`/@]+@/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  'a token of Sentry': /\bsntrys_[\dA-Za-z+/=]{10}/,
};

const secretName = /SECRET|TOKEN|PASSWORD|PRIVATE|CREDENTIAL|(?:_|^)KEY$|MONGODB_URI$|REDIS_(?:QUEUE_)?URL$|WEBHOOK/;
/** Shorter values are found everywhere by chance. */
const leastLength = 12;

/** @param environment of the build: values of variables whose names say that they are secret are looked for as well */
export function bundleFaults(files: readonly BundleFile[], environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const secrets = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      !entry[0].startsWith('NEXT_PUBLIC_') && secretName.test(entry[0]) && (entry[1]?.length ?? 0) >= leastLength,
  );
  return files.flatMap(({ path, text }) => [
    ...(path.endsWith('.map') ? [`${path} is a source map`] : []),
    ...Object.entries(shapes)
      .filter(([, shape]) => shape.test(text))
      .map(([what]) => `${path} holds ${what}`),
    ...secrets.filter(([, value]) => text.includes(value)).map(([name]) => `${path} holds the value of ${name}`),
  ]);
}

export async function filesIn(folder: URL): Promise<readonly BundleFile[]> {
  const root = fileURLToPath(folder);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(paths.map(async (path) => ({ path: relative(root, path), text: await readFile(path, 'latin1') })));
}
