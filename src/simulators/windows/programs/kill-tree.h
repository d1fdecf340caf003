static DWORD tree[4096];
static DWORD tree_size;

static BOOL is_in_tree(DWORD id)
{
    for (DWORD i = 0; i < tree_size; i++)
        if (tree[i] == id) return TRUE;
    return FALSE;
}

/* Adds the processes that those of the tree have started. A parent that has ended is still named by its children. */
static BOOL grow_tree(void)
{
    PROCESSENTRY32W other = { .dwSize = sizeof other };
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    DWORD size_before = tree_size;
    for (BOOL more = Process32FirstW(all, &other); more; more = Process32NextW(all, &other))
        if (tree_size < 4096 && is_in_tree(other.th32ParentProcessID) && !is_in_tree(other.th32ProcessID))
            tree[tree_size++] = other.th32ProcessID;
    CloseHandle(all);
    return tree_size > size_before;
}

/*
 * Kills a process, those that it started, and so on. All are known before the first is killed, because others may end with it and
 * their children would be found no more; then looks again, until there is no new one.
 */
static void kill_tree(DWORD root)
{
    tree[0] = root;
    tree_size = 1;
    DWORD killed = 0;
    do {
        while (grow_tree()) continue;
        for (; killed < tree_size; killed++) {
            HANDLE process = OpenProcess(PROCESS_TERMINATE, FALSE, tree[killed]);
            if (process) TerminateProcess(process, 1), CloseHandle(process);
        }
    } while (grow_tree());
}
