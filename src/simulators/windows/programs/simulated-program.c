/*
 * A program of the simulated machine, such as appcmd.exe: asks the simulator, as the program of its own file name, and ends with the
 * simulator's exit code, all 32 bits of it. IIS_SIMULATOR_PORT: where the simulator takes calls on 127.0.0.1.
 * Texts come out in the OEM code page, as those of the real ones do; IIS_SIMULATOR_CODE_PAGE names another one.
 * Standard input is read only when an argument asks for it. 250: the simulated machine does not answer.
 */
#include <winsock2.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include "code-page-of-output.h"
#include "octopus-mutex.h"

static SOCKET simulator;

static void no_answer(void)
{
    printf("The simulated machine is not running.\r\n");
    exit(250);
}

static void ask(const char *bytes, int length)
{
    for (int sent; length > 0; bytes += sent, length -= sent) {
        sent = send(simulator, bytes, length, 0);
        if (sent <= 0) no_answer();
    }
}

static void ask_text(const WCHAR *text)
{
    static char utf8[131072];
    int length = WideCharToMultiByte(CP_UTF8, 0, text, -1, utf8, sizeof utf8, NULL, NULL);
    ask(utf8, length);
}

/* UTF-8, in the code page of the output. */
static void write_text(DWORD stream, const char *utf8, size_t length)
{
    if (length == 0) return;
    UINT code_page = code_page_of_output();
    int wide_length = MultiByteToWideChar(CP_UTF8, 0, utf8, (int)length, NULL, 0);
    WCHAR *wide = malloc(wide_length * sizeof *wide);
    MultiByteToWideChar(CP_UTF8, 0, utf8, (int)length, wide, wide_length);
    int encoded_length = WideCharToMultiByte(code_page, 0, wide, wide_length, NULL, 0, NULL, NULL);
    char *bytes = malloc(encoded_length);
    WideCharToMultiByte(code_page, 0, wide, wide_length, bytes, encoded_length, NULL, NULL);
    for (DWORD written; encoded_length > 0; bytes += written, encoded_length -= written)
        if (!WriteFile(GetStdHandle(stream), bytes, (DWORD)encoded_length, &written, NULL)) exit(1);
}

int wmain(int count, WCHAR **arguments)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    const char *port = getenv("IIS_SIMULATOR_PORT");
    WCHAR path[MAX_PATH], number[12], *name, *dot;
    WSADATA data;
    BOOL reads_input = FALSE;

    GetModuleFileNameW(NULL, path, MAX_PATH);
    name = wcsrchr(path, L'\\') + 1;
    if ((dot = wcsrchr(name, L'.'))) *dot = 0;
    for (int i = 1; i < count; i++)
        if (!_wcsicmp(name, L"powershell") && holds_mutex(arguments[i])) ExitProcess(hold_mutex(arguments[i]));
    WSAStartup(MAKEWORD(2, 2), &data);
    simulator = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons((u_short)(port ? atoi(port) : 0));
    if (!port || connect(simulator, (struct sockaddr *)&address, sizeof address) != 0) no_answer();

    ask_text(_wcslwr(name));
    _snwprintf(number, 12, L"%d", count - 1);
    ask_text(number);
    for (int i = 1; i < count; i++) {
        ask_text(arguments[i]);
        if (!_wcsicmp(arguments[i], L"/in") || !_wcsicmp(arguments[i], L"-in") || !wcscmp(arguments[i], L"-")) reads_input = TRUE;
    }
    if (reads_input) {
        char bytes[65536];
        DWORD length;
        while (ReadFile(GetStdHandle(STD_INPUT_HANDLE), bytes, sizeof bytes, &length, NULL) && length > 0) ask(bytes, (int)length);
    }
    ask("", 1);

    size_t size = 65536, length = 0;
    char *answer = malloc(size + 1);
    for (int got; (got = recv(simulator, answer + length, (int)(size - length), 0)) > 0;) {
        length += got;
        if (length == size) answer = realloc(answer, (size *= 2) + 1);
    }
    answer[length] = 0;
    char *text = strchr(answer, '\n');
    unsigned long linux_code, exit_code, output_length;
    if (!text || sscanf(answer, "%lu %lu %lu", &linux_code, &exit_code, &output_length) != 3) no_answer();
    text++;
    if (output_length > length - (text - answer)) no_answer();
    write_text(STD_ERROR_HANDLE, text + output_length, length - (text - answer) - output_length);
    write_text(STD_OUTPUT_HANDLE, text, output_length);
    ExitProcess(exit_code);
}
