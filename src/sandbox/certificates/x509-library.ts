// The library's dependency injection reads metadata that this package keeps: it has to be there first.
import 'reflect-metadata';

/** What issues certificates. It takes 80 ms to load, so this module is imported when the first one is needed. */
export {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
