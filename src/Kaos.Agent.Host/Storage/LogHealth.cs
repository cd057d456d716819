namespace Kaos.Agent.Host.Storage;

/// <summary>Whether the log can be written; readiness asks it. Set by the writer, which keeps trying.</summary>
internal sealed class LogHealth
{
    private volatile string? reason = "The log has not been opened yet.";

    /// <summary>After every change.</summary>
    public event EventHandler? Changed;

    public bool Available => reason is null;

    /// <summary>What is wrong and what to do; null when all is well.</summary>
    public string? Reason => reason;

    internal void Set(string? why)
    {
        if (reason != why)
        {
            reason = why;
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }
}
