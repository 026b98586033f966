/** Ids of Discord are snowflakes: 17 to 20 digits. */
export function isServerId(text: string): boolean {
  return /^\d{17,20}$/.test(text);
}
