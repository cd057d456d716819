namespace Kaos.Agent.Host.Storage;

/// <summary>Secrets in files that only this user can read.</summary>
internal static class OwnerOnlyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The file's content; made first when there is none, whole or not at all.</summary>
    public static byte[] ReadOrMake(string file, Func<byte[]> make)
    {
        if (!File.Exists(file))
        {
            Write(file, make());
        }

        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(file) != OwnerOnly)
        {
            File.SetUnixFileMode(file, OwnerOnly);
        }

        return File.ReadAllBytes(file);
    }

    private static void Write(string file, byte[] content)
    {
        var options =
            new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        // Whole or not at all: a crash between the lines leaves no short file behind.
        var half = file + ".new";
        using (var stream = new FileStream(half, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(half, file);
    }
}
