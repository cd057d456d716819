using Spectre.Console;

namespace Kaos.Agent.Host.Cli;

/// <summary>Where the commands write: tables and colour for a person at a terminal, plain text for a pipe.</summary>
/// <param name="IsPerson">Somebody watches: colours, tables, progress.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Err, bool IsPerson)
{
    public static Terminal Of(TextWriter output, TextWriter error, bool redirected) => new(output, error, !redirected);

    public IAnsiConsole Ansi
    {
        get
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(Out),
                Ansi = IsPerson ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = IsPerson ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            });

            // A pipe has no width: lines stay whole.
            console.Profile.Width = IsPerson ? console.Profile.Width : short.MaxValue;
            return console;
        }
    }

    public void Error(string text) => Err.WriteLine(text);

    /// <summary>One line of progress; not for pipes.</summary>
    public void Progress(string text)
    {
        if (IsPerson)
        {
            Err.WriteLine($"  {text}");
        }
    }
}
