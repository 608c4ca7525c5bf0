/**
 * An error's words as a status may repeat them: without what is different with every try (which pod a Service led to, by name or sandbox id; the port that
 * this end of a connection had). Else a status would be written anew as long as the error lasts, and wake everybody who looks at it.
 */
export function lastingWords(message: string): string {
  return message
    .replaceAll(/\bto pod [\w.-]+, uid [\w-]*\s*:/g, 'to the pod:')
    .replaceAll(/\bpod [\w.-]+\/[\w.-]+/g, 'a pod')
    .replaceAll(/(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\]):\d+->/gi, '');
}
