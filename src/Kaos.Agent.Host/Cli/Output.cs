using System.CommandLine;

namespace Kaos.Agent.Host.Cli;

/// <summary>How a command writes what it found.</summary>
internal static class Output
{
    public const string Text = "text";
    public const string Json = "json";

    public static Option<string> Option()
    {
        var option = new Option<string>(
            "--output", "-o")
        { Description = "text or json.", DefaultValueFactory = static _ => Text };
        option.AcceptOnlyFromAmong(Text, Json);
        return option;
    }
}
