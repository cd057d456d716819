using System.Collections.Immutable;
using System.Reflection;

namespace Kaos.Agent.Grains.Workflows;

/// <summary>
/// All workflows that this process knows: the built-in ones, and those of a folder. Fixed once loaded.
/// </summary>
public sealed class WorkflowCatalog
{
    private WorkflowCatalog(ImmutableArray<Workflow> all) => All = all;

    /// <summary>By id.</summary>
    public ImmutableArray<Workflow> All { get; }

    public Workflow? Find(string id) => All.FirstOrDefault(workflow => workflow.Id == id);

    public IEnumerable<Workflow> For(string causeCode) => All.Where(workflow => workflow.Causes.Contains(causeCode));

    /// <param name="folder">Read in addition, <c>*.yaml</c>; a workflow there replaces a built-in one of the same id.
    /// Null: none.</param>
    /// <exception cref="CatalogFormatException">A file is not a valid workflow; the message names file and
    /// line.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public static WorkflowCatalog Load(string? folder)
    {
        var all = new SortedDictionary<string, Workflow>(StringComparer.Ordinal);
        foreach (var workflow in BuiltIn())
        {
            all.Add(workflow.Id, workflow);
        }

        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Files(folder))
        {
            var workflow = WorkflowReader.Read(file, File.ReadAllText(file));
            if (!own.TryAdd(workflow.Id, file))
            {
                throw new CatalogFormatException(file, 1, $"the id '{workflow.Id}' is taken by {own[workflow.Id]}.");
            }

            all[workflow.Id] = workflow;
        }

        return new WorkflowCatalog([.. all.Values]);
    }

    internal static WorkflowCatalog Of(params ImmutableArray<Workflow> workflows) => new(workflows);

    private static IEnumerable<string> Files(string? folder) =>
        folder is null ? [] : Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal);

    private static IEnumerable<Workflow> BuiltIn()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("workflows/", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name);
            using var reader = new StreamReader(stream ?? Stream.Null);
            yield return WorkflowReader.Read(name, reader.ReadToEnd());
        }
    }
}
