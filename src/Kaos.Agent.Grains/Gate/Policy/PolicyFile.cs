using Kaos.Agent.Grains.Workflows;

namespace Kaos.Agent.Grains.Gate.Policy;

/// <summary>The policy as it stands: the file is read again when it has changed.</summary>
internal sealed class PolicyFile(string? path)
{
    private readonly Lock gate = new();
    private DateTime stamp;
    private (TenantPolicy? Policy, string? Problem) current;

    /// <returns>No policy, and why, when the file cannot be read: then KAOS may only propose.</returns>
    public (TenantPolicy? Policy, string? Problem) Read()
    {
        if (path is null)
        {
            return (TenantPolicy.Default, null);
        }

        lock (gate)
        {
            try
            {
                var written = File.GetLastWriteTimeUtc(path);
                if (written != stamp || current == default)
                {
                    current = (PolicyReader.Read(path, File.ReadAllText(path)), null);
                    stamp = written;
                }

                return current;
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or CatalogFormatException)
            {
                stamp = default;
                current = (null, broken.Message);
                return current;
            }
        }
    }
}
