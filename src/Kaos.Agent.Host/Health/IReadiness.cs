namespace Kaos.Agent.Host.Health;

/// <summary>One thing that must work before KAOS takes requests.</summary>
internal interface IReadiness
{
    string Name { get; }

    /// <summary>False: told, but requests are taken all the same.</summary>
    bool Blocks => true;

    /// <summary>Null: it works. Otherwise why not, and what to do.</summary>
    ValueTask<string?> WhyNotAsync(CancellationToken cancellationToken);
}
