/**
 * Groups islands so that any two which can be on one page are in one group: pages that share an island join all their
 * islands. Both the groups and the islands in them keep the order of `islands`.
 *
 * @example
 * ```ts ignore
 * groupIslands(["A", "B", "C", "D"], [["A", "B"], ["B", "C"]]); // [["A", "B", "C"], ["D"]]
 * ```
 *
 * @param islands all there are; one no page shows is a group of its own
 * @param pages what each page can show
 */
export function groupIslands(
  islands: Iterable<string>,
  pages: Iterable<Iterable<string>>,
): string[][] {
  const names = [...islands];
  // Union-find: following parents from an island ends at the one that stands for its whole group.
  const parents = new Map(names.map((name) => [name, name]));
  const rootOf = (name: string): string => {
    const parent = parents.get(name);
    if (parent === undefined) throw new RangeError(`Cannot group ${name}: it is no island`);
    return parent === name ? name : rootOf(parent);
  };
  for (const page of pages) {
    const [first, ...others] = page;
    for (const other of others) parents.set(rootOf(other), rootOf(first ?? other));
  }

  const groups = new Map<string, string[]>();
  for (const name of names) {
    const root = rootOf(name);
    groups.set(root, [...groups.get(root) ?? [], name]);
  }
  return [...groups.values()];
}
