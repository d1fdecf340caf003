/* chcp: tells the code page in which simulated-program.c writes. */
#include <windows.h>
#include <stdio.h>
#include "code-page-of-output.h"

int wmain(void)
{
    printf("Active code page: %u\n", code_page_of_output());
    return 0;
}
