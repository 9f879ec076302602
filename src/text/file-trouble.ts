const words: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ENAMETOOLONG: 'its name is too long',
  ENOSPC: 'the disk is full',
  ELOOP: 'it is a link',
  ENXIO: 'it is a pipe or a device',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file is larger than allowed',
  EROFS: 'the file system is read-only',
  EBADF: 'it is not open for that',
  EIO: 'the disk or the device failed',
  EMFILE: 'too many files are open',
  ERR_INVALID_ARG_VALUE: 'its name contains a NUL byte',
};

/** The reason of a file error in words, without the path, which the caller names. */
export function fileTrouble(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}
