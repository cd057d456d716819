namespace Kaos.Kubernetes.Configuration;

/// <summary>
/// A kubeconfig, or something that it points at, cannot be used. The message says which file and line, why, and what to
/// do; it never holds a credential.
/// </summary>
public sealed class KubeconfigException : Exception
{
    public KubeconfigException(string message, string? file = null, long? line = null, Exception? innerException = null)
        : base(Place(file, line) + message, innerException)
    {
        File = file;
        Line = line;
    }

    public string? File { get; }

    /// <summary>Counted from 1.</summary>
    public long? Line { get; }

    private static string Place(string? file, long? line) => (file, line) switch
    {
        (null, _) => "",
        (_, null) => $"{file}: ",
        _ => FormattableString.Invariant($"{file}, line {line}: "),
    };
}
