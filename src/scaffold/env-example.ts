/**
 * `.env.example` of the generated project, from the table of values: every variable that a service reads, with what it is and who reads it. No values.
 */
import { infoOf, type Key, type KeyInfo, keys, nameOf, services } from '../core/keys.ts';

/** Variables that services read, in the order of the table. */
export function variables(): readonly { key: Key; info: KeyInfo }[] {
  return (Object.keys(keys) as Key[]).map((key) => ({ key, info: infoOf(key) })).filter(({ info }) => info.services.length > 0);
}

export function envExample(): string {
  // Some have one name and another value in each service: said together, under that name.
  const names = [...new Set(variables().map(({ key }) => nameOf(key)))];
  const blocks = names.map((name) => {
    const about = variables().filter(({ key }) => nameOf(key) === name);
    const lines = about.map(({ info }) => `# ${info.about}. Read by: ${readers(info)}${info.public ? '. Public' : ''}`);
    return `${lines.join('\n')}\n${name}=`;
  });
  return `# What the services read. k77 writes the real files, one per service: .env.production.<service>. Never commit those.\n\n${blocks.join('\n\n')}\n`;
}

export function readers({ services: readBy }: KeyInfo): string {
  return readBy.length === services.length ? 'every service' : readBy.join(', ');
}
