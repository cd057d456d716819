using System.Security.Cryptography;

namespace Kaos.Agent.Host.Storage;

/// <summary>
/// The data folder of one process: made when missing, locked as long as this object lives (the kernel drops the lock
/// with the process, however it ends), and keeper of the keys.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int KeySize = 32;

    private readonly FileStream held;

    private DataFolder(string path, FileStream held) => (Path, this.held) = (path, held);

    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, "kaos.db");

    /// <exception cref="StorageRefusedException">Another process has it.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (!Directory.Exists(path))
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            }
        }

        var locked = Lock(path);
        try
        {
            File.WriteAllText(Owner(path), $"process {Environment.ProcessId} on {Environment.MachineName}");
            return new DataFolder(path, locked);
        }
        catch
        {
            locked.Dispose();
            throw;
        }
    }

    /// <summary>A key of this folder, made at first use, readable by this user only.</summary>
    public byte[] Key(string name)
    {
        var file = System.IO.Path.Combine(Path, name);
        var key = OwnerOnlyFile.ReadOrMake(file, static () => RandomNumberGenerator.GetBytes(KeySize));
        return key.Length == KeySize
            ? key
            : throw new IOException(
                $"The key file '{file}' has {key.Length} bytes instead of {KeySize}; restore it from a backup.");
    }

    public void Dispose() => held.Dispose();

    private static string Owner(string path) => System.IO.Path.Combine(path, "lock.owner");

    private static FileStream Lock(string path)
    {
        var file = System.IO.Path.Combine(path, "lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException exception) when (IsHeldElsewhere(exception, file))
        {
            var owner = File.Exists(Owner(path)) ? File.ReadAllText(Owner(path)) : "another process";
            throw new DataFolderTakenException(path, owner);
        }
    }

    // The runtime reports a taken flock as a plain IOException (EWOULDBLOCK, or a sharing violation on Windows).
    private static bool IsHeldElsewhere(IOException exception, string file) =>
        exception.GetType() == typeof(IOException) && File.Exists(file)
        && (exception.HResult is 11 or 35 or unchecked((int)0x80070020) or unchecked((int)0x80070021));
}
