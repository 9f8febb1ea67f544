import { labDrivers, putDriver } from './driver-package.js';
import { ImageTree } from './image-tree.js';

/** Driver packages, each in a folder of its own. */
export function driverFiles(time: Date): ImageTree {
  const tree = new ImageTree(time);
  for (const row of labDrivers) putDriver(tree, row);
  return tree;
}

/** Settings for images: `settings.reg` as regedit exports it, and `files`, a folder to lay over an image. */
export function extraFiles(time: Date): ImageTree {
  return new ImageTree(time)
    .put('settings.reg', Buffer.from(`\ufeff${settings.join('\r\n')}\r\n`, 'utf16le'))
    .put('files/ProgramData/Lab/readme.txt', 'Laid over each install image\r\n');
}

const settings = [
  'Windows Registry Editor Version 5.00', '',
  '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows\\CloudContent]', '"DisableWindowsConsumerFeatures"=dword:00000001', '',
  '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\FileSystem]', '"LongPathsEnabled"=dword:00000001', '',
  '[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\Advanced]', '"HideFileExt"=dword:00000000', '',
  '[HKEY_USERS\\.DEFAULT\\Control Panel\\Keyboard]', '"InitialKeyboardIndicators"="2"', '',
];
