namespace Kaos.Agent.Grains.Workflows;

/// <summary>A YAML file that people write (a workflow, a policy) is not of the form it must have.</summary>
public sealed class CatalogFormatException(string file, long line, string problem)
    : FormatException($"{file}, line {line}: {problem}")
{
    public string File { get; } = file;

    /// <summary>Counted from 1.</summary>
    public long Line { get; } = line;
}
