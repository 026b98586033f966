/**
 * The address that somebody gives as a proof: a public page that shows what they confirm. It is asked once, without credentials, and kept with what was said.
 */
import { exits, OperatorError } from '../core/errors.ts';
import type { HttpProbeOptions } from '../probes/http/ask.ts';
import { followRedirects } from '../probes/http/redirects.ts';

/** Milliseconds for each request. */
const timeoutMs = 8000;

/**
 * @param from how it is asked; undefined: by nobody, as in a rehearsal
 * @param note hears what could not be seen: some sites answer programs with "no"
 * @returns the address as it is kept @throws OperatorError when it is none, or leads to no page
 */
export async function provenAt(
  text: string,
  from: Omit<HttpProbeOptions, 'timeoutMs'> | undefined,
  note: (text: string) => void,
): Promise<string> {
  const address = addressIn(text);
  if (from === undefined) {
    note(`a rehearsal asks nobody: ${address.hostname} was not looked at`);
    return address.href;
  }
  const { redirects } = await followRedirects(address, { ...from, timeoutMs });
  const status = redirects.end === 'answered' ? redirects.status : undefined;
  if (status === 200) return address.href;
  if (status === undefined)
    note(`${address.hostname} does not answer from here (${redirects.hops.at(-1)?.failure ?? redirects.end}): nobody has looked at it`);
  else if (refusesPrograms(status)) note(`${address.hostname} answers ${status} to a program: open it yourself`);
  else
    throw new OperatorError({
      what: `${address.href} answers ${status}: there is no page that shows it`,
      fix: 'give the address of the page itself, as somebody who is not logged in can open it',
      exit: exits.failed,
    });
  return address.href;
}

/** Social networks keep programs out; the page may well be there. */
function refusesPrograms(status: number): boolean {
  return status === 401 || status === 403 || status === 405 || status === 429 || status === 999;
}

/** @throws OperatorError */
function addressIn(text: string): URL {
  const address = URL.parse(text.trim());
  if (address?.protocol === 'https:' && address.username === '' && address.password === '') return address;
  throw new OperatorError({
    what: `"${text}" is no address of a public page`,
    fix: 'write the whole of it: --proof https://…',
    exit: exits.usage,
  });
}
