/*
 * taskkill /T /F /PID n: kills a process with all that it started. Wine's own leaves those alive.
 * 128: there is no such process; 1: other arguments.
 */
#include <windows.h>
#include <tlhelp32.h>
#include <stdio.h>
#include <stdlib.h>
#include "kill-tree.h"

int wmain(int count, WCHAR **arguments)
{
    DWORD id = 0;
    BOOL is_forced = FALSE, is_tree = FALSE;
    for (int i = 1; i < count; i++) {
        if (!_wcsicmp(arguments[i], L"/F")) is_forced = TRUE;
        else if (!_wcsicmp(arguments[i], L"/T")) is_tree = TRUE;
        else if (!_wcsicmp(arguments[i], L"/PID") && i + 1 < count) id = (DWORD)_wtoi(arguments[++i]);
        else return 1;
    }
    if (!is_forced || !is_tree || !id) return 1;
    HANDLE process = OpenProcess(PROCESS_TERMINATE, FALSE, id);
    if (!process) return 128;
    CloseHandle(process);
    kill_tree(id);
    return 0;
}
