using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>What every command must keep to, in whichever pod it runs. Pure.</summary>
internal static class CommandBounds
{
    public const int MostWords = 64;
    public const int MostLetters = 4096;

    /// <summary>Of a command that holds a credential.</summary>
    public const string Secretive = "something in the command looks like a credential, which must not enter KAOS's log";

    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>What is beyond the bounds; null: nothing.</summary>
    public static string? Violation(PodCommand command) =>
        command.Argv.IsDefaultOrEmpty || command.Argv[0].Length == 0 ? "the program has no name"
        : command.Argv.Length > MostWords || command.Argv.Sum(word => word.Length) > MostLetters
            ? $"the command is longer than {MostWords} words or {MostLetters} letters"
        : command.Limit < TimeSpan.FromSeconds(1) || command.Limit > Longest
            ? $"its time limit is not between 1 and {Longest.TotalSeconds:0} seconds"
        : null;
}
