/** The record without the fields that Go's `omitempty` leaves out: undefined, 0, '', false and empty lists. */
export function withoutZero(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(record).filter(([, value]) => {
    if (Array.isArray(value)) return value.length > 0;
    return value !== undefined && value !== 0 && value !== '' && value !== false;
  });
  return Object.fromEntries(kept);
}
