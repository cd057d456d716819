using Kaos.Agent.Grains.Workflows;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Gate.Policy;

/// <summary>The policy as it stands: what the file says now, at each question.</summary>
internal sealed partial class PolicyFile(string? path, TimeProvider time, ILogger<PolicyFile>? logger = null)
{
    private readonly Lock gate = new();
    private PolicyStanding current = new(TenantPolicy.Default, null, time.GetUtcNow());
    private string? text;

    /// <returns>
    /// With a problem: the last good policy, fit for bounds and for reading; KAOS may then only propose.
    /// </returns>
    public PolicyStanding Read()
    {
        if (path is null)
        {
            return current;
        }

        lock (gate)
        {
            try
            {
                // The whole text, not its time: a mounted ConfigMap changes behind a link that keeps its own, and an
                // editor can put the time back.
                var now = File.ReadAllText(path);
                if (now != text || current.Problem is not null)
                {
                    Take(PolicyReader.Read(path, now));
                    text = now;
                }
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException
                or CatalogFormatException)
            {
                if (current.Problem != broken.Message && logger is not null)
                {
                    LogBroken(logger, broken.Message);
                }

                current = current with { Problem = broken.Message };
            }

            return current;
        }
    }

    private void Take(TenantPolicy read)
    {
        if (current.Problem is not null && logger is not null)
        {
            LogMended(logger, read.Source);
        }

        current = new PolicyStanding(
            read, null, read.Digest == current.Policy.Digest ? current.Since : time.GetUtcNow());
    }

    [LoggerMessage(
        2131, LogLevel.Warning,
        "The policy cannot be read: {Why} KAOS keeps the bounds of the last good one and may only propose until it is mended.")]
    private static partial void LogBroken(ILogger logger, string why);

    [LoggerMessage(2132, LogLevel.Information, "The policy {Path} is read again")]
    private static partial void LogMended(ILogger logger, string path);
}
