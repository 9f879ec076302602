/** The number below which `part` (0 to 1) of the numbers lie. */
export function quantile(numbers, part) {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(part * (sorted.length - 1))];
}
