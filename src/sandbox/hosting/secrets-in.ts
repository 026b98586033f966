/** Where a host does not know which variables are secrets, their names and shapes tell. */
export function secretsIn(variables: Readonly<Record<string, string>>): string[] {
  const isSecret = (name: string, value: string): boolean =>
    /TOKEN|SECRET|PASSWORD|PRIVATE|_KEY/.test(name) || /:\/\/[^/]*:[^/]*@/.test(value);
  return Object.entries(variables).flatMap(([name, value]) => (value.length >= 16 && isSecret(name, value) ? [value] : []));
}
