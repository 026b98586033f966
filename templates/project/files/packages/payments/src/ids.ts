/** Fields of Stripe hold an id, or the thing itself when it was asked for. */
export function idOf(field: string | { id: string } | null | undefined): string | undefined {
  return typeof field === 'string' ? field : field?.id;
}
