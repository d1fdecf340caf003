#include <stdlib.h>

/* That of the console, or the one that IIS_SIMULATOR_CODE_PAGE names instead. */
static UINT code_page_of_output(void)
{
    const char *given = getenv("IIS_SIMULATOR_CODE_PAGE");
    UINT of_console = GetConsoleOutputCP();
    if (given) return (UINT)atoi(given);
    return of_console ? of_console : GetOEMCP();
}
