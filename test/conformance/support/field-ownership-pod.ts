/** A pod's spec with a list of every kind that strategic merge patches treat in a way of its own. */
export const POD = {
  restartPolicy: 'Never',
  containers: [
    {
      name: 'a',
      image: 'a:1',
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
      ports: [{ containerPort: 80, name: 'http' }, { containerPort: 81 }],
      args: ['x', 'y'],
    },
    { name: 'b', image: 'b:1' },
  ],
  volumes: [
    { name: 'v', emptyDir: {} },
    { name: 'w', configMap: { name: 'q' } },
  ],
  tolerations: [{ key: 'a' }, { key: 'b' }],
  nodeSelector: { disk: 'ssd' },
};
