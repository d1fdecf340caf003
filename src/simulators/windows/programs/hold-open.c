/*
 * hold-open PATH ACCESS SHARE [MS]: what another program does to a file: opens it, says "holds", and keeps it open until it is killed,
 * or for so many milliseconds.
 * ACCESS: letters of r, w, d (read, write, delete). SHARE: what others may do meanwhile, letters of r, w, d, or - for nothing.
 * Its working folder is held as well, as by any program; a PATH of - holds that alone. 87: other arguments; else Windows' error.
 */
#include <windows.h>
#include <stdio.h>

int wmain(int count, WCHAR **arguments)
{
    if (count < 4) return 87;
    const WCHAR *path = arguments[1], *access = arguments[2], *share = arguments[3];
    DWORD wanted = (wcschr(access, L'r') ? GENERIC_READ : 0) | (wcschr(access, L'w') ? GENERIC_WRITE : 0) |
                   (wcschr(access, L'd') ? DELETE : 0);
    DWORD shared = (wcschr(share, L'r') ? FILE_SHARE_READ : 0) | (wcschr(share, L'w') ? FILE_SHARE_WRITE : 0) |
                   (wcschr(share, L'd') ? FILE_SHARE_DELETE : 0);
    if (wcscmp(path, L"-") &&
        CreateFileW(path, wanted, shared, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL) == INVALID_HANDLE_VALUE)
        return (int)GetLastError();
    puts("holds");
    fflush(stdout);
    Sleep(count > 4 ? (DWORD)_wtoi(arguments[4]) : INFINITE);
    return 0;
}
