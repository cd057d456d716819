using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kaos.Contracts.Tests.Golden;

/// <summary>
/// What is stored can be read for ever: every event type has a file that shows its stored form. Set
/// KAOS_UPDATE_GOLDEN=1 to write files for new events; a changed file means that old logs cannot be read, and needs a
/// new event instead.
/// </summary>
public sealed class StoredEventsTests
{
    private static readonly JsonTypeInfo[] Families =
        [KaosJson.Default.SessionEvent, KaosJson.Default.IncidentEvent, KaosJson.Default.CorrelatorEvent,
            KaosJson.Default.PushEvent,
            KaosJson.Default.ClassEvent, KaosJson.Default.SwitchEvent, KaosJson.Default.ConversationEvent,
            KaosJson.Default.FollowerEvent, KaosJson.Default.TroubleEvent];

    public static TheoryData<string> Names => [.. Members().Select(member => (string)member.TypeDiscriminator!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void StoredForm_OfEveryEvent_IsAsItsFileSays(string name)
    {
        var type = Members().Single(member => (string)member.TypeDiscriminator! == name).DerivedType;
        var sample = StoredEvents.All.Single(fact => fact.GetType() == type);
        var info = KaosJson.Default.GetTypeInfo(type)!;
        var json = JsonSerializer.Serialize(JsonSerializer.SerializeToElement(sample, info), Indented);
        var file = Path.Combine(Folder(), $"{name}.json");
        if (Environment.GetEnvironmentVariable("KAOS_UPDATE_GOLDEN") == "1" && !File.Exists(file))
        {
            File.WriteAllText(file, json + "\n");
        }

        json.ShouldBe(File.ReadAllText(file).TrimEnd('\n'));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void StoredForm_ReadBack_IsTheSameEvent(string name)
    {
        var type = Members().Single(member => (string)member.TypeDiscriminator! == name).DerivedType;
        var info = KaosJson.Default.GetTypeInfo(type)!;
        var stored = File.ReadAllText(Path.Combine(Folder(), $"{name}.json"));

        var read = JsonSerializer.Deserialize(stored, info);

        JsonSerializer.Serialize(JsonSerializer.SerializeToElement(read, info), Indented)
            .ShouldBe(stored.TrimEnd('\n'));
    }

    [Fact]
    public void Folder_HoldsNoEventThatIsGone() =>
        Directory.GetFiles(Folder(), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Except(Members().Select(member => (string)member.TypeDiscriminator!)).ShouldBeEmpty();

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private static IEnumerable<JsonDerivedType> Members() =>
        Families.SelectMany(family => family.PolymorphismOptions!.DerivedTypes);

    private static string Folder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "stored");
}
