namespace Kaos.Agent.Host.Cli;

/// <summary>What the commands end with, for scripts.</summary>
internal static class ExitCodes
{
    public const int Healthy = 0;
    public const int Incidents = 1;

    /// <summary>It could not be told: bad arguments, nothing that answers, something that matters could not be
    /// read.</summary>
    public const int Unknown = 2;
}
