/** Commits in the order in which they were first deployed: their ids differ from world to world, `commit 2` does not. */
export function numbered<Made extends { commit: string; order: number }>(deployments: readonly Made[]): (one: Made) => string {
  const inOrder = [...deployments].sort((a, b) => a.order - b.order);
  const commits = [...new Set(inOrder.map(({ commit }) => commit))];
  return ({ commit }) => `commit ${commits.indexOf(commit) + 1}`;
}
