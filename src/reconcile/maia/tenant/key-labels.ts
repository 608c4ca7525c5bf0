/** Labels of the Secrets that are made for tenants. */
export const MANAGED_BY_LABEL = 'app.kubernetes.io/managed-by';
/** The name of the MaiaTenant. */
export const TENANT_LABEL = 'maia.cuemby.com/tenant';
