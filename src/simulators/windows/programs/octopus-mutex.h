/*
 * What PowerShell does for a script that holds the named mutex of Octopus's own IIS steps: takes it, says so, and keeps it until a line,
 * or the end, of its input. Exit code 3: not to be had in time.
 */
static BOOL holds_mutex(const WCHAR *script)
{
    return wcsstr(script, L"'Global\\Octopus-IIS-Metabase-Mutex'") && wcsstr(script, L"WaitOne(");
}

static DWORD hold_mutex(const WCHAR *script)
{
    DWORD limit_ms = (DWORD)_wtoi(wcsstr(script, L"WaitOne(") + 8), length;
    HANDLE mutex = CreateMutexW(NULL, FALSE, L"Global\\Octopus-IIS-Metabase-Mutex");
    DWORD got = WaitForSingleObject(mutex, limit_ms);
    char byte = 0;
    if (got != WAIT_OBJECT_0 && got != WAIT_ABANDONED) return 3;
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "held\r\n", 6, &length, NULL);
    while (byte != '\n' && ReadFile(GetStdHandle(STD_INPUT_HANDLE), &byte, 1, &length, NULL) && length > 0) continue;
    ReleaseMutex(mutex);
    return 0;
}
