using Kaos.Agent.Grains.Workflows;

namespace Kaos.Agent.Grains.Gate.Policy;

/// <summary>The policy as it stands: the file is read again when it has changed.</summary>
internal sealed class PolicyFile(string? path)
{
    private readonly Lock gate = new();
    private DateTime stamp;
    private (TenantPolicy Policy, string? Problem) current = (TenantPolicy.Default, null);

    /// <returns>
    /// The policy in force. With a problem: the last good one, fit for bounds and for reading; KAOS may then only
    /// propose.
    /// </returns>
    public (TenantPolicy Policy, string? Problem) Read()
    {
        if (path is null)
        {
            return current;
        }

        lock (gate)
        {
            try
            {
                var written = File.GetLastWriteTimeUtc(path);
                if (written != stamp || current.Problem is not null)
                {
                    current = (PolicyReader.Read(path, File.ReadAllText(path)), null);
                    stamp = written;
                }
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException
                or CatalogFormatException)
            {
                current = (current.Policy, broken.Message);
            }

            return current;
        }
    }
}
