/*
 * Runs programs inside Windows for somebody outside, as the Tentacle's service does.
 *
 *   run.exe PORT       connects to 127.0.0.1:PORT; each byte that comes starts a "run.exe PORT one"; ends with the connection
 *   run.exe PORT one   connects to it too, reads one request, runs it, tells its end
 *
 * A request: its length (4 bytes, little endian), then NUL-terminated UTF-8 strings: code page of the console (0: as it is),
 * working folder, command line, number of environment variables, each as NAME=value, and after that the bytes of standard input.
 * Afterwards any byte, and the end of the connection too, kills the whole tree at once.
 * Answers are frames: a letter, a length (4 bytes), so many bytes. p: process id; o, e: output, error output; x: exit code (4 bytes);
 * s: names of the processes that the run left behind, each NUL-terminated; f: Windows' error code, the program was not started.
 *
 * Node cannot have a Linux pipe as its output: here it has Windows' own ones.
 */
#include <winsock2.h>
#include <windows.h>
#include <tlhelp32.h>
#include <stdio.h>
#include <stdlib.h>
#include "kill-tree.h"

static SOCKET connection;
static CRITICAL_SECTION sending;
static HANDLE job;
static PROCESS_INFORMATION process;

static SOCKET connected(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((u_short)port) };
    SOCKET made;
    WSADATA data;
    WSAStartup(MAKEWORD(2, 2), &data);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    made = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(made, (struct sockaddr *)&address, sizeof address) != 0) ExitProcess(250);
    SetHandleInformation((HANDLE)made, HANDLE_FLAG_INHERIT, 0);
    return made;
}

static void send_all(const char *bytes, int length)
{
    for (int sent; length > 0; bytes += sent, length -= sent) {
        sent = send(connection, bytes, length, 0);
        if (sent <= 0) return;
    }
}

static void send_frame(char kind, const void *bytes, DWORD length)
{
    char head[5] = { kind, (char)length, (char)(length >> 8), (char)(length >> 16), (char)(length >> 24) };
    EnterCriticalSection(&sending);
    send_all(head, sizeof head);
    send_all(bytes, (int)length);
    LeaveCriticalSection(&sending);
}

static void receive_all(char *into, int length)
{
    for (int got; length > 0; into += got, length -= got) {
        got = recv(connection, into, length, 0);
        if (got <= 0) ExitProcess(250);
    }
}

static WCHAR *wide(const char *utf8)
{
    int length = MultiByteToWideChar(CP_UTF8, 0, utf8, -1, NULL, 0);
    WCHAR *text = malloc(length * sizeof *text);
    MultiByteToWideChar(CP_UTF8, 0, utf8, -1, text, length);
    return text;
}

struct pump { char kind; HANDLE pipe; };

static DWORD WINAPI pump_output(void *of)
{
    struct pump *pump = of;
    char bytes[65536];
    DWORD length;
    while (ReadFile(pump->pipe, bytes, sizeof bytes, &length, NULL) && length > 0) send_frame(pump->kind, bytes, length);
    return 0;
}

struct input { HANDLE pipe; const char *bytes; DWORD length; };

static DWORD WINAPI write_input(void *of)
{
    struct input *input = of;
    for (DWORD written; input->length > 0; input->bytes += written, input->length -= written)
        if (!WriteFile(input->pipe, input->bytes, input->length, &written, NULL)) break;
    CloseHandle(input->pipe);
    return 0;
}

static DWORD WINAPI wait_for_kill(void *)
{
    char byte;
    while (recv(connection, &byte, 1, 0) == 1) kill_tree(process.dwProcessId);
    kill_tree(process.dwProcessId); /* whoever asked for the run is gone */
    TerminateJobObject(job, 1);
    ExitProcess(250);
}

/* Those that the run started and that are still there; consoles of programs that have ended need a moment to go. */
static void send_survivors(void)
{
    struct { JOBOBJECT_BASIC_PROCESS_ID_LIST list; ULONG_PTR more[1023]; } ids;
    char names[65536];
    DWORD length = 0;
    for (int look = 0; look < 40; look++) {
        ids.list.NumberOfProcessIdsInList = 0;
        QueryInformationJobObject(job, JobObjectBasicProcessIdList, &ids, sizeof ids, NULL);
        if (ids.list.NumberOfProcessIdsInList == 0) break;
        Sleep(25);
    }
    for (DWORD i = 0; i < ids.list.NumberOfProcessIdsInList; i++) {
        WCHAR path[MAX_PATH] = L"(unknown)";
        DWORD size = MAX_PATH;
        HANDLE survivor = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, (DWORD)ids.list.ProcessIdList[i]);
        if (survivor) QueryFullProcessImageNameW(survivor, 0, path, &size), CloseHandle(survivor);
        length += WideCharToMultiByte(CP_UTF8, 0, path, -1, names + length, sizeof names - length, NULL, NULL);
    }
    send_frame('s', names, length);
    TerminateJobObject(job, 1);
}

static const char *next(const char **at)
{
    const char *text = *at;
    *at += strlen(text) + 1;
    return text;
}

static int run_one(void)
{
    unsigned char size[4];
    SECURITY_ATTRIBUTES inherited = { sizeof inherited, NULL, TRUE };
    STARTUPINFOW start = { .cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES };
    HANDLE input_read, input_write, output_read, output_write, error_read, error_write;
    HANDLE pumping[2];

    receive_all((char *)size, 4);
    DWORD length = size[0] | size[1] << 8 | size[2] << 16 | (DWORD)size[3] << 24;
    char *request = calloc(length + 1, 1);
    receive_all(request, (int)length);
    const char *at = request;
    int code_page = atoi(next(&at));
    WCHAR *folder = wide(next(&at));
    WCHAR *command_line = wide(next(&at));
    for (int variables = atoi(next(&at)); variables > 0; variables--) {
        WCHAR *variable = wide(next(&at)), *value = wcschr(variable, L'=');
        *value++ = 0;
        SetEnvironmentVariableW(variable, value);
    }
    if (code_page) SetConsoleCP(code_page), SetConsoleOutputCP(code_page);

    CreatePipe(&input_read, &input_write, &inherited, 0);
    CreatePipe(&output_read, &output_write, &inherited, 0);
    CreatePipe(&error_read, &error_write, &inherited, 0);
    SetHandleInformation(input_write, HANDLE_FLAG_INHERIT, 0);
    SetHandleInformation(output_read, HANDLE_FLAG_INHERIT, 0);
    SetHandleInformation(error_read, HANDLE_FLAG_INHERIT, 0);
    start.hStdInput = input_read;
    start.hStdOutput = output_write;
    start.hStdError = error_write;
    job = CreateJobObjectW(NULL, NULL);
    if (!CreateProcessW(NULL, command_line, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, folder, &start, &process)) {
        DWORD error = GetLastError();
        send_frame('f', &error, sizeof error);
        return 1;
    }
    AssignProcessToJobObject(job, process.hProcess);
    CloseHandle(input_read);
    CloseHandle(output_write);
    CloseHandle(error_write);
    send_frame('p', &process.dwProcessId, sizeof process.dwProcessId);
    struct pump output = { 'o', output_read }, error = { 'e', error_read };
    struct input input = { input_write, at, length - (DWORD)(at - request) };
    pumping[0] = CreateThread(NULL, 0, pump_output, &output, 0, NULL);
    pumping[1] = CreateThread(NULL, 0, pump_output, &error, 0, NULL);
    CreateThread(NULL, 0, write_input, &input, 0, NULL);
    CreateThread(NULL, 0, wait_for_kill, NULL, 0, NULL);
    ResumeThread(process.hThread);

    DWORD exit_code;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &exit_code);
    send_frame('x', &exit_code, sizeof exit_code);
    WaitForMultipleObjects(2, pumping, TRUE, INFINITE); /* as Calamari, which waits for the end of the output */
    send_survivors();
    shutdown(connection, SD_SEND);
    return 0;
}

static int serve(const WCHAR *self, const WCHAR *port)
{
    WCHAR command_line[MAX_PATH * 2];
    STARTUPINFOW start = { .cb = sizeof start };
    PROCESS_INFORMATION run;
    char byte;
    while (recv(connection, &byte, 1, 0) == 1) {
        _snwprintf(command_line, MAX_PATH * 2, L"\"%ls\" %ls one", self, port);
        if (!CreateProcessW(NULL, command_line, NULL, NULL, FALSE, CREATE_NO_WINDOW, NULL, NULL, &start, &run)) return 1;
        CloseHandle(run.hThread);
        CloseHandle(run.hProcess);
    }
    return 0;
}

int wmain(int count, WCHAR **arguments)
{
    WCHAR self[MAX_PATH];
    if (count < 2) return 87;
    InitializeCriticalSection(&sending);
    GetModuleFileNameW(NULL, self, MAX_PATH);
    connection = connected(_wtoi(arguments[1]));
    return count > 2 ? run_one() : serve(self, arguments[1]);
}
