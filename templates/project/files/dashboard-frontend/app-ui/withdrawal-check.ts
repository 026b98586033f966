/** What a declaration of withdrawal needs before it is sent. */
import { isServerId } from '../site/server-id.ts';

export interface Declaration {
  name: string;
  contact: string;
  contract: string;
}

type Field = keyof Declaration;

/** In the order in which they stand on the page. */
const order: readonly Field[] = ['contract', 'name', 'contact'];

export function wrongIn(declaration: Declaration): Partial<Record<Field, string>> {
  const wrong: Partial<Record<Field, string>> = {};
  for (const field of order) if (declaration[field].trim() === '') wrong[field] = 'This is needed.';
  // Only what certainly is no address: stranger ones than anybody thinks of are real.
  if (wrong.contact === undefined && !/^\S+@\S+$/.test(declaration.contact.trim())) wrong.contact = 'This is no e-mail address.';
  return wrong;
}

export function firstWrong(declaration: Declaration): Field | undefined {
  const wrong = wrongIn(declaration);
  return order.find((field) => wrong[field] !== undefined);
}

/** From the address of the page. @param search with its question mark */
export function contractIn(search: string): { server?: string; contract: string } {
  const query = new URLSearchParams(search);
  const server = query.get('server') ?? '';
  const contract = (query.get('contract') ?? '').slice(0, 200);
  return { ...(isServerId(server) ? { server } : {}), contract };
}

/** The server goes along only while the words are those that came with it: whoever wrote others means another contract. */
export function withServer(
  declaration: Declaration,
  { server, contract }: ReturnType<typeof contractIn>,
): Declaration & { guildId?: string } {
  const isTheSame = server !== undefined && declaration.contract.trim() === contract.trim();
  return isTheSame ? { ...declaration, guildId: server } : declaration;
}
