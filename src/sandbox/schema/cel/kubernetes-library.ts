import { addBasics } from './cel-basics.ts';
import { addConversions } from './cel-conversions.ts';
import { type CelLibrary, createCelLibrary } from './cel-library.ts';
import { addLists } from './cel-lists.ts';
import { addNamedFormats } from './cel-named-formats.ts';
import { addNetworks } from './cel-networks.ts';
import { addOperators } from './cel-operators.ts';
import { addQuantities } from './cel-quantity.ts';
import { addSemvers } from './cel-semver.ts';
import { addStrings } from './cel-strings.ts';
import { addUrls } from './cel-urls.ts';

function create(): CelLibrary {
  const library = createCelLibrary();
  const parts = [
    addOperators,
    addConversions,
    addBasics,
    addStrings,
    addLists,
    addQuantities,
    addNetworks,
    addUrls,
    addSemvers,
    addNamedFormats,
  ];
  for (const add of parts) add(library);
  return library;
}

/** The functions that rules of a CustomResourceDefinition can call on Kubernetes 1.36 (apiserver, `cel/environment/base.go`), but for the authorizer. */
export const KUBERNETES_LIBRARY: CelLibrary = create();
