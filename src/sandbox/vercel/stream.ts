/** Instead of JSON: a stream, which ends here. */
export class Stream {
  readonly type: string;
  readonly text: string;
  constructor(type: string, text: string) {
    this.type = type;
    this.text = text;
  }
}
