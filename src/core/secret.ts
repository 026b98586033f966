/**
 * A secret: a value that may be handed to a vendor or written to a 0600 file, and appears nowhere else.
 * However it is printed, joined, serialised or inspected it shows a placeholder; only `reveal()` gives the text.
 */
export class Secret {
  readonly #text: string;
  readonly name: string;

  constructor(name: string, text: string) {
    this.name = name;
    this.#text = text;
  }

  /** The text itself. Callers: vendor clients, env files, child environments. Nobody else. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return placeholder(this.name);
  }

  toJSON(): string {
    return placeholder(this.name);
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return placeholder(this.name);
  }
}

/** What stands in an exchange, log or report where a secret was. */
export function placeholder(name: string): string {
  return `‹${name}›`;
}

/** Replaces every known secret in text by its typed placeholder. Registered once, asked at every sink. */
export class Redactor {
  readonly #known = new Map<string, string>();

  /** Secrets shorter than eight characters are not replaced: they would blank out ordinary words. */
  learn(secret: Secret): void {
    const text = secret.reveal();
    if (text.length < 8) return;
    // The password inside `mongodb+srv://user:password@host` is one by itself, too.
    const inside = /^[a-z][a-z0-9+.-]*:\/\/[^:@/?#]*:([^@/?#]{8,})@/i.exec(text)?.[1];
    if (inside !== undefined) this.learn(new Secret(`${secret.name}.password`, decoded(inside)));
    for (const form of new Set([text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), base64(text)]))
      if (!this.#known.has(form)) this.#known.set(form, secret.name);
  }

  redact(text: string): string {
    let out = text;
    for (const [secret, name] of [...this.#known].sort((a, b) => b[0].length - a[0].length))
      if (out.includes(secret)) out = out.replaceAll(secret, placeholder(name));
    return out;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
