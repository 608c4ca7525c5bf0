/** Variables of an expression, with those of comprehensions on top. */
export interface Scope<T> {
  get(name: string): T | undefined;
}

/** A scope with these variables. */
export function scopeOf<T>(variables: Readonly<Record<string, T | undefined>>): Scope<T> {
  return { get: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined) };
}

/** A scope in which one more variable is known. */
export function withVariable<T>(scope: Scope<T>, variable: string, value: T): Scope<T> {
  return { get: (name) => (name === variable ? value : scope.get(name)) };
}
