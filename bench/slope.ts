/** How fast something rises that is measured again and again. */

/** The line through points by least squares: how steep it is, and the standard error of that. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): { slope: number; error: number } {
  const middleX = mean(points.map(([x]) => x));
  const middleY = mean(points.map(([, y]) => y));
  const spread = sum(points.map(([x]) => (x - middleX) ** 2));
  const slope = sum(points.map(([x, y]) => (x - middleX) * (y - middleY))) / spread;
  const rest = sum(points.map(([x, y]) => (y - middleY - slope * (x - middleX)) ** 2));
  return { slope, error: Math.sqrt(rest / (points.length - 2) / spread) };
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
