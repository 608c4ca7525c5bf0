/** The kinds of field errors of the API server (apimachinery, `field.ErrorType`), as they stand in `details.causes[].reason`. */
export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'InternalError'
  | 'FieldValueTypeInvalid';

/** One thing wrong with one field. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** As the server writes paths: `spec.ports[0].name`, `metadata.labels[app.kubernetes.io/name]`, `<nil>` for the whole object. */
  readonly field: string;
  /** The whole message after the path, with the value quoted as the server does: `Invalid value: 0: must be greater than 0`. */
  readonly message: string;
}
