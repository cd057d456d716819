namespace Kaos.Agent.Grains.Sessions;

/// <summary>Workflow ids that are always offered and change nothing.</summary>
public static class FixedOptions
{
    public const string DoNothing = "do-nothing";
    public const string HandOver = "hand-over";
}
