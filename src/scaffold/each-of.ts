/** Several at a time: every write waits for the disk. */
export async function eachOf<T>(list: readonly T[], work: (one: T) => Promise<void>, atOnce = 16): Promise<void> {
  const left = [...list];
  const hand = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, hand));
}
