/** Durations as real DISM has them, two hundred times quicker, so that pictures of runs look like those of real ones. */
export const pace = {
  scale: 0.005, capacity: { cpu: 4, disk: 1 }, calls: [
    { cmdlet: 'Add-WindowsPackage', image: 'install', seconds: 700, uses: { cpu: 1, disk: 0.3 } }, { cmdlet: 'Add-WindowsPackage', seconds: 160, uses: { cpu: 1, disk: 0.3 } },
    { cmdlet: 'dism.exe', match: 'Cleanup-Image', seconds: 240, uses: { cpu: 1, disk: 0.4 } }, { cmdlet: 'Mount-WindowsImage', seconds: 60, uses: { disk: 0.6 } },
    { cmdlet: 'Dismount-WindowsImage', seconds: 180, uses: { cpu: 1, disk: 0.6 } }, { cmdlet: 'Export-WindowsImage', seconds: 220, uses: { cpu: 1, disk: 0.8 } },
  ],
};
