using Kaos.Agent.Grains.Workflows;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Gate.Policy;

/// <summary>The policy as it stands: the file is read again when it has changed.</summary>
internal sealed partial class PolicyFile(string? path, ILogger<PolicyFile>? logger = null)
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
                    var wasBroken = current.Problem is not null;
                    current = (PolicyReader.Read(path, File.ReadAllText(path)), null);
                    stamp = written;
                    if (wasBroken && logger is not null)
                    {
                        LogMended(logger, path);
                    }
                }
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException
                or CatalogFormatException)
            {
                if (current.Problem != broken.Message && logger is not null)
                {
                    LogBroken(logger, broken.Message);
                }

                current = (current.Policy, broken.Message);
            }

            return current;
        }
    }

    [LoggerMessage(
        2131, LogLevel.Warning,
        "The policy cannot be read: {Why} KAOS keeps the bounds of the last good one and may only propose until it is mended.")]
    private static partial void LogBroken(ILogger logger, string why);

    [LoggerMessage(2132, LogLevel.Information, "The policy {Path} is read again")]
    private static partial void LogMended(ILogger logger, string path);
}
