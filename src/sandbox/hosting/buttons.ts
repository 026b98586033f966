/** What a person does at an emulated host: buttons of its dashboard, by name, used by the control API and the scripted operator, too. */
import { OperatorError } from '../../core/errors.ts';

export type Fields = Readonly<Record<string, string>>;
export type Actions<Books> = Readonly<Record<string, (books: Books, fields: Fields) => unknown>>;

/** For things that are not there: `unknown('app', 'bot', 'Deploy it first')`. */
export function unknownAt(title: string): (kind: string, name: string, fix: string) => OperatorError {
  return (kind, name, fix) => new OperatorError({ what: `The emulated ${title} has no ${kind} ${name}`, fix });
}

/**
 * Presses one of these buttons.
 * @param Refusal how the host says no: what it refuses is told to the person
 * @returns a function that throws OperatorError for an unknown action, for things that are not there, and for what the host refuses
 */
export function performer<Books extends { changed(): void }>(
  title: string,
  actions: Actions<Books>,
  Refusal: abstract new (...given: never[]) => Error,
): (books: Books, action: string, fields: Fields) => unknown {
  return (books, action, fields) => {
    const act = actions[action];
    if (!act) throw unknownAt(title)('button', action, `Use one of ${Object.keys(actions).join(', ')}`);
    try {
      const result = act(books, fields);
      books.changed();
      return result;
    } catch (error) {
      if (error instanceof Refusal)
        throw new OperatorError({ what: `${title} refused: ${error.message}`, fix: 'Correct what you typed, then try again' });
      throw error;
    }
  };
}
